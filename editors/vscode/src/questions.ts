/** An answer to a question, with what it means. */
export interface Choice {
  readonly value: string;
  readonly description: string;
}

/** What the server wants to know of a new pack. */
export interface Question {
  readonly key: string;
  /** A word or two. */
  readonly title: string;
  /** A sentence. */
  readonly text: string;
  /** The only answers; free text without them. */
  readonly choices?: readonly Choice[];
  /** It can have several answers. */
  readonly many?: boolean;
  /** The answers are files or folders. */
  readonly files?: boolean;
  /** What holds now: the answer that was given, or the default. */
  readonly answer: readonly string[];
  readonly given?: boolean;
  /** There is no default. */
  readonly required?: boolean;
  /** The default is nearly always right. */
  readonly rare?: boolean;
  /** What is wrong with the answer. */
  readonly problem?: string;
}

/** Answers by the keys of questions. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** A file of a new pack. */
export interface PackFile {
  /** From the pack's folder, with slashes. */
  readonly path: string;
  readonly text?: string;
  /** The content of a file that is not a text. */
  readonly base64?: string;
}

/** A new pack, as the server makes it. */
export interface NewPack {
  /** A URI. */
  readonly folder: string;
  /** In the order in which they are to be written. */
  readonly files: readonly PackFile[];
  readonly findings: readonly { readonly message: string }[];
  /** What the pack relies on: phrases without a period. */
  readonly notes?: readonly string[];
}

/** The server's commands. */
export const questionsCommand = 'pack-lsp.newPack.questions';
export const filesCommand = 'pack-lsp.newPack.files';

/** The first question that must be asked: it has no default, or a wrong answer. Undefined if the pack can be made. */
export function mustAsk(questions: readonly Question[]): Question | undefined {
  return questions.find(q => q.problem !== undefined || (q.required === true && q.answer.join('') === ''));
}

/**
 * The answers with another one. Undefined takes one back. What the pack is made from goes with the way in which it is
 * made.
 */
export function withAnswer(answers: Answers, key: string, answer: readonly string[] | undefined): Answers {
  const gone = new Set(key === 'from' ? [key, 'chart', 'manifests'] : [key]);
  const others = Object.fromEntries(Object.entries(answers).filter(([other]) => !gone.has(other)));
  return answer === undefined ? others : { ...others, [key]: answer };
}

/** The questions to review before the pack is made, those whose default is nearly always right last. */
export function toReview(questions: readonly Question[]): Question[] {
  return [...questions.filter(q => q.rare !== true), ...questions.filter(q => q.rare === true)];
}

/** The answers that a text holds: several have commas between them. */
export function answersIn(question: Question, text: string): string[] {
  const parts = question.many === true ? text.split(',').map(part => part.trim()) : [text.trim()];
  return question.many === true ? parts.filter(part => part !== '') : parts;
}

/** An answer in a few words. */
export function inWords(question: Question): string {
  const names = question.files === true ? question.answer.map(path => path.replace(/^.*[\\/]/, '')) : question.answer;
  return names.join(', ');
}
