"use client";
import { type ComponentProps, lazy } from "react";
import type { SecondStep } from "./second-step";

const Step = lazy(async () => ({ default: (await import("./second-step")).SecondStep }));

/** The second step, whose code only a browser in the middle of a sign-in loads. */
export function SecondStepLater(props: ComponentProps<typeof SecondStep>) {
  return <Step {...props} />;
}
