import { describe, expect, test } from "vitest";
import { deviceOf } from "./user-agent";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const blink = "AppleWebKit/537.36 (KHTML, like Gecko)";

describe("deviceOf", () => {
  test.each([
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Chrome/141.0.0.0 Safari/537.36`,
      "Chrome on macOS",
      "desktop",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
      "Edge on Windows",
      "desktop",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux", "desktop"],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`,
      "Safari on macOS",
      "desktop",
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Version/18.0 Mobile/15E148 Safari/604.1`,
      "Safari on iPhone",
      "phone",
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) ${webkit} CriOS/141.0 Mobile/15E148 Safari/604.1`,
      "Chrome on iPad",
      "tablet",
    ],
    [
      `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${blink} Chrome/141.0.0.0 Mobile Safari/537.36`,
      "Chrome on Android",
      "phone",
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-X910) ${blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36`,
      "Samsung Internet on Android",
      "tablet",
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/141.0.0.0 Safari/537.36`,
      "Chrome on ChromeOS",
      "desktop",
    ],
    [`Mozilla/5.0 (Windows NT 10.0) ${blink} Chrome/141.0.0.0 Safari/537.36 OPR/120.0`, "Opera on Windows", "desktop"],
    ["curl/8.5.0", "curl", "program"],
    ["python-requests/2.32.3", "Python requests", "program"],
    ["node", "Node.js program", "program"],
    ["MyApp/1.0 (internal)", "MyApp", "program"],
    ["Mozilla/5.0 (X11; Linux x86_64)", "Linux", "desktop"],
    ["Mozilla/5.0", "Unknown device", "unknown"],
    ["<script>alert(1)</script>", "Unknown device", "unknown"],
    ["", "Unknown device", "unknown"],
    [null, "Unknown device", "unknown"],
  ])("%s is %s", (userAgent, name, kind) => {
    expect(deviceOf(userAgent)).toEqual({ name, kind });
  });
});
