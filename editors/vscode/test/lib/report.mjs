/** Prints how a test ended, in a line that begins with "ok - " or "not ok - "; what is wrong, indented. */
export function report(title, began, problem) {
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    problem === undefined
      ? `ok - ${title} (${seconds} s)`
      : `not ok - ${title} (${seconds} s)\n${problem.replace(/^/gm, '    | ')}`,
  );
}
