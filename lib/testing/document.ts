/** Set-up of tests that render components: every test begins with an empty document and its own address. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { dialogPanel } from "@/components/ui/dialog";
import { toastList } from "@/components/ui/toast";

// What a test waits for comes at once on a quiet machine; a busy one gets the time that it needs.
configure({ asyncUtilTimeout: 20_000 });

// As in a browser at rest, which has loaded them by the first click.
beforeAll(() => Promise.all([dialogPanel.prepare(), toastList.prepare()]).then(() => undefined));

afterEach(() => {
  cleanup();
  window.history.replaceState(null, "", "/");
});
