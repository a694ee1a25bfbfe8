/* Reads the map's static files, however long the network takes to come back. */

const LONGEST_WAIT = 30000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The JSON at a static address. A map may come late; a failed read must not leave half of it for the rest of the night. */
export async function readFile(address) {
  for (let wait = 1000; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok) return await answer.json();
    } catch {
      /* offline: again in a while */
    }
    await pause(wait);
  }
}
