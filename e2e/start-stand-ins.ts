import { startGitHubStandIn } from "@/lib/testing/github-stand-in";
import { startGoogleStandIn } from "@/lib/testing/google-stand-in";
import { choosePorts } from "./stand-in-ports";

/** Starts the providers that the browser tests sign in with; returns how to stop them. */
export default async function startStandIns(): Promise<() => Promise<void>> {
  const ports = choosePorts();
  const servers = [await startGitHubStandIn(Number(ports.github)), await startGoogleStandIn(Number(ports.google))];
  return async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
}
