/** Loops over pages for as long, or as often, as it is told; prints how many answers of each status it got. In a process of its own, so that what it costs is not measured as the server's. */
import { getRequest, load } from "./load.mjs";

const { pages, ...limits } = JSON.parse(process.argv[2]);
const requestOf = (n) => {
  // As many visitors as a site that is talked about has: what one address may look at is another limit.
  const address = `X-Forwarded-For: 198.18.${Math.floor(n / 250) % 250}.${n % 250}`;
  return getRequest(pages[n % pages.length]).replace("\r\n\r\n", `\r\n${address}\r\nAccept-Encoding: br\r\n\r\n`);
};
const { count, elapsedMs, statuses } = await load({ ...limits, requestOf });
console.log(JSON.stringify({ count, elapsedMs, statuses }));
