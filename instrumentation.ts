import { runtimeSlot } from "@/lib/access/runtime";

/** Next calls it once before it answers. Our server has opened everything by then; any other process of Next's does it here. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && !runtimeSlot.isHeld()) {
    const { openNextProcess } = await import("./next-process");
    await openNextProcess(process);
  }
}
