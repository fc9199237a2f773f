import bcrypt from "bcryptjs";

/** Runs in a worker thread: bcrypt would hold up every other request for some 400 ms. */
export default function run({ task, password, hash, cost }) {
  return task === "hash" ? bcrypt.hash(password, cost) : bcrypt.compare(password, hash);
}
