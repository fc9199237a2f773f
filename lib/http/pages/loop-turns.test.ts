import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createLoopTurns } from "./loop-turns";

const oneTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Asks for as many places as there are names, each for a connection of its own, and notes who has one. */
function ask(turns: ReturnType<typeof createLoopTurns>, names: string, socketOf = (_name: string) => new Socket()) {
  const admitted: string[] = [];
  for (const name of names) void turns.take(socketOf(name)).then(() => admitted.push(name));
  return admitted;
}

describe("turns of the event loop", () => {
  it("admit no more than their share of a crowd in each, all of it in its order, and others between them", async () => {
    const turns = createLoopTurns(2);
    const admitted = ask(turns, "abcde");
    const seen: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.resolve();
      seen.push(admitted.join(""));
      await oneTurn();
    }
    expect(seen).toEqual(["ab", "abcd", "abcde"]);
  });

  it("let nobody overtake those who wait", async () => {
    const turns = createLoopTurns(2);
    const admitted = ask(turns, "abcd");
    await Promise.resolve();
    await oneTurn();
    const later = ask(turns, "x");
    await Promise.resolve();
    expect([admitted, later]).toEqual([["a", "b", "c", "d"], []]);
    await oneTurn();
    expect(later).toEqual(["x"]);
  });

  it("keep nobody waiting after a crowd has gone", async () => {
    const turns = createLoopTurns(2);
    ask(turns, "abc");
    for (let turn = 0; turn < 3; turn += 1) await oneTurn();
    const admitted = ask(turns, "xyz");
    await Promise.resolve();
    expect(admitted).toEqual(["x", "y"]);
  });

  it("let one connection wait in one place, whatever it sends behind that, so that the next one is not behind it all", async () => {
    const turns = createLoopTurns(2);
    const flooding = new Socket();
    const flood = ask(turns, "f".repeat(2_000), () => flooding);
    const other = ask(turns, "o");
    await Promise.resolve();
    expect([flood.length, other]).toEqual([1_999, []]);
    await oneTurn();
    expect([flood.length, other]).toEqual([2_000, ["o"]]);
  });

  it("spend no place on a connection that has ended meanwhile", async () => {
    const turns = createLoopTurns(2);
    const sockets = new Map([..."abcdef"].map((name) => [name, new Socket()]));
    const admitted = ask(turns, "abcdef", (name) => sockets.get(name) as Socket);
    await Promise.resolve();
    for (const name of "cd") sockets.get(name)?.destroy();
    await oneTurn();
    expect(admitted.join("")).toBe("abcdef");
  });
});
