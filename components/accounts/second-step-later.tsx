"use client";
import { lazy } from "react";

/** The second step, whose code only a browser in the middle of a sign-in loads. */
export const SecondStepLater = lazy(async () => ({ default: (await import("./second-step")).SecondStep }));
