import { screen } from "@testing-library/react";
import { type ComponentType, useLayoutEffect } from "react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { OnDemand, type Part, partOf } from "./on-demand";

function Panel({ name }: { name: string }) {
  return <p>Panel {name}</p>;
}

it("a part is shown once its code is there", async () => {
  renderPage(<OnDemand part={partOf(async () => Panel)} name="one" />);
  expect(await screen.findByText("Panel one")).toBeInstanceOf(HTMLElement);
});

it("a part whose code came for somebody else, after it was drawn and before its effect, is shown all the same", async () => {
  let component: ComponentType<{ name: string }> | null = null;
  const part: Part<{ name: string }> = {
    prepare: async () => {
      component = Panel;
    },
    loaded: () => component,
  };
  function Elsewhere() {
    useLayoutEffect(() => void part.prepare(), []);
    return null;
  }
  renderPage(
    <>
      <OnDemand part={part} name="two" />
      <Elsewhere />
    </>,
  );
  expect(await screen.findByText("Panel two")).toBeInstanceOf(HTMLElement);
});
