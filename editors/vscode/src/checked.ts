/** What the server says of a pack that it has checked. */
export interface CheckedPack {
  /** The name of its folder. */
  readonly name: string;
  /** The files with problems. */
  readonly files: readonly CheckedFile[];
}

export interface CheckedFile {
  readonly uri: string;
  /** How many problems it has of each severity. */
  readonly problems: Readonly<Record<Severity, number>>;
}

type Severity = 'error' | 'warning' | 'information' | 'hint';

const severities: readonly [Severity, string, string][] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['information', 'note', 'notes'],
  ['hint', 'hint', 'hints'],
];

/** The file with the most severe problems, and of those with as severe ones the one with the most. */
export function worstFile({ files }: CheckedPack): CheckedFile | undefined {
  const differ = (a: CheckedFile, b: CheckedFile) =>
    severities.map(([severity]) => b.problems[severity] - a.problems[severity]).find(n => n !== 0) ?? 0;
  return [...files].sort(differ)[0];
}

/** The problems of a pack in one sentence. */
export function inWords({ name, files }: CheckedPack): string {
  const counts = severities.flatMap(([severity, one, many]) => {
    const count = files.reduce((sum, { problems }) => sum + problems[severity], 0);
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.length === 0 ? `${name} has no problems.` : `${name} has ${counts.join(', ')}.`;
}
