// Says what is going on: one line when a step turns out to be long, one when it is done.

const quietMs = 400;
const stillMs = 20_000;

/**
 * Runs one step and resolves to what it gives. A step that is done at once prints nothing; a longer one prints its
 * title, that it is still at it every 20 s, and how long it took.
 */
export async function step(title, action) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let announced = false;
  const announce = setTimeout(() => {
    announced = true;
    console.log(`… ${title}`);
  }, quietMs);
  const still = setInterval(() => console.log(`… ${title}: still at it after ${seconds()}`), stillMs);
  try {
    const result = await action();
    if (announced) console.log(`✓ ${title} (${seconds()})`);
    return result;
  } catch (error) {
    console.log(`✗ ${title} (${seconds()})`);
    throw error;
  } finally {
    clearTimeout(announce);
    clearInterval(still);
  }
}
