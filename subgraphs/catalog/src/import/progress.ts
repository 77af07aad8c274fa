const WIDTH = 30; // characters

/** Shows how far a job of `total` steps is: a bar on a terminal, nothing elsewhere. Call with the steps done. */
export function showProgress(
  total: number,
  stream: NodeJS.WriteStream = process.stderr,
): (done: number) => void {
  if (!stream.isTTY || total === 0) return () => undefined;
  return (done) => {
    const filled = Math.round((done / total) * WIDTH);
    stream.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}`);
    if (done >= total) stream.write('\n');
  };
}
