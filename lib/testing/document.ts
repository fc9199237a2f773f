/** Set-up of tests that render components: every test begins with an empty document, its own address, and nothing kept, typed or spied on. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";
import { dialogPanel } from "@/components/ui/dialog";
import { drafts } from "@/components/ui/form-drafts";
import { toastList } from "@/components/ui/toast";

// What a test waits for comes at once on a quiet machine; a busy one gets the time that it needs.
configure({ asyncUtilTimeout: 20_000 });

// As in a browser at rest, which has loaded them by the first click.
beforeAll(() => Promise.all([dialogPanel.prepare(), toastList.prepare()]).then(() => undefined));

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  for (const name of drafts.names()) drafts.drop(name);
  sessionStorage.clear();
  localStorage.clear();
  window.history.replaceState(null, "", "/");
});
