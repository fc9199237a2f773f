/** So often long work is told of. */
const everyMs = 5_000;

/**
 * Runs long work and tells that it began, how long it has been at work and, by `detail`, how far it is, and how long it
 * took.
 */
export async function timed(title, progress, work, { detail = () => "", intervalMs = everyMs } = {}) {
  const beganMs = performance.now();
  const elapsed = () => `${Math.round((performance.now() - beganMs) / 1000)} s`;
  progress(`${title} …`);
  const timer = setInterval(
    () => progress([`${title} … ${elapsed()}`, detail()].filter(Boolean).join(": ")),
    intervalMs,
  );
  try {
    const result = await work();
    progress(`${title}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
