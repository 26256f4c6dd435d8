export function report(title: string, began: number, problem?: string): void;
