/** A check as `pack-lsp explain` lists it. */
export interface Check {
  readonly code: string;
  readonly severity: string;
  readonly summary: string;
}

/** Reads the list that `pack-lsp explain` prints: columns with at least two spaces between them. */
export function parseCatalogue(text: string): Check[] {
  return text.split('\n').flatMap(line => {
    const match = /^(\S+)\s{2,}(\S+)\s{2,}(\S.*)$/.exec(line);
    return match ? [{ code: match[1] ?? '', severity: match[2] ?? '', summary: match[3] ?? '' }] : [];
  });
}
