// Of the older kind of module: Node 20 aborts the whole process where a thread is ended while it requires one of the newer kind.
const { readlinkSync } = require("node:fs");
const { setPriority } = require("node:os");
const bcrypt = require("bcryptjs");

giveWay();

/** Runs in a worker thread: bcrypt would hold up every other request for some 400 ms. */
module.exports = function run({ task, password, hash, cost }) {
  return task === "hash" ? bcrypt.hash(password, cost) : bcrypt.compare(password, hash);
};

/** Where a core is wanted by a request as well, the request has it: on Linux each thread has a priority of its own. */
function giveWay() {
  try {
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), 5);
  } catch {
    // Elsewhere all threads of a process share one, which stays as it is.
  }
}
