import js from '@eslint/js';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['out/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }] },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'Buffer', 'URL', 'setTimeout', 'clearTimeout'].map(name => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['test/{slowfs,memfs}/extension.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: Object.fromEntries(['TextEncoder', 'TextDecoder', 'setTimeout'].map(name => [name, 'readonly'])),
    },
  },
  { rules: { eqeqeq: 'error', 'no-console': 'off' } },
);
