export interface TarFile {
  readonly name: string;
  readonly data: Buffer;
  readonly mode?: number;
}
export function tarGz(files: readonly TarFile[]): Buffer;
