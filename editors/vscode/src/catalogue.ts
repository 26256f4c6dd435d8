/** A check as `pack-lsp explain --format=json` describes it; the part that the extension uses. */
export interface Check {
  readonly code: string;
  readonly severity: string;
  readonly summary: string;
}

/** Reads the output of `pack-lsp explain --format=json`. Throws if it is something else. */
export function parseCatalogue(json: string): Check[] {
  const all: unknown = JSON.parse(json);
  if (!Array.isArray(all) || !all.every(isCheck)) {
    throw new Error('pack-lsp explain --format=json printed no list of checks');
  }
  return all;
}

function isCheck(value: unknown): value is Check {
  const check = value as Partial<Check> | null;
  return [check?.code, check?.severity, check?.summary].every(field => typeof field === 'string');
}
