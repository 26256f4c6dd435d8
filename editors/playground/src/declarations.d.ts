declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}

declare module 'go-wasm-exec';

declare module 'monaco-editor/languages/definitions/yaml/yaml' {
  import type { languages } from 'monaco-editor/editor/editor.api';
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}

declare module 'monaco-editor/features/*';
declare module 'monaco-editor/editor/contrib/*';
