import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { LimitBar } from "./limit-bar";
import { Progress } from "./progress";

/** The colour that the bar is filled with. */
const toneOf = (name: string) =>
  /\bbg-(accent|warning|danger)\b/.exec(
    screen.getByRole("progressbar", { name }).firstElementChild?.className ?? "",
  )?.[1];

const showLimit = (used: number, limit: number, isUsedUp = used >= limit) => {
  const label = `${used} of ${limit}${isUsedUp ? "" : ", with room"}`;
  render(
    <LimitBar of="Prompts" label={label} used={used} limit={limit} isUsedUp={isUsedUp}>
      Resets
    </LimitBar>,
  );
  return toneOf(`Prompts, ${label}`);
};

it("a bar warns from 80 % of its limit and is red once that is used up, which a burst above the rate or a limit of 0 decide", () => {
  expect(showLimit(79, 100)).toBe("accent");
  expect(showLimit(80, 100)).toBe("warning");
  expect(showLimit(100, 100)).toBe("danger");
  expect(showLimit(120, 100)).toBe("danger");
  expect(showLimit(100, 100, false)).toBe("warning");
  expect(showLimit(120, 100, false)).toBe("warning");
  expect(showLimit(0, 0)).toBe("danger");
});

it("a bar that is told nothing is used up at its end", () => {
  const show = (value: number, max: number) => {
    const label = `Used ${value} of ${max}`;
    render(<Progress label={label} value={value} max={max} />);
    return toneOf(label);
  };
  expect(show(79, 100)).toBe("accent");
  expect(show(80, 100)).toBe("warning");
  expect(show(100, 100)).toBe("danger");
  expect(show(0, 0)).toBe("accent");
});
