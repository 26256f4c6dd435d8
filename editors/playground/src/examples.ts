// The packs that come with the playground. The build puts their files here.
import { fromBase64, type PackFiles } from './packs';

declare const EXAMPLES: { title: string; name: string; files: Record<string, string> }[];

export const examples = EXAMPLES.map(({ title, name, files }) => ({
  title,
  name,
  files: (): PackFiles => new Map(Object.entries(files).map(([path, content]) => [path, fromBase64(content)])),
}));
