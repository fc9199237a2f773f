export type Device = {
  /** `Chrome on macOS`, `curl`, `Unknown device`. */
  name: string;
  kind: "desktop" | "phone" | "tablet" | "program" | "unknown";
};

// Order matters: browsers name those they descend from, so the most particular comes first.
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|OPiOS|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\bHeadlessChrome\//, "Headless Chrome"],
  [/\b(?:Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+ .*\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string, Device["kind"]][] = [
  [/\biPhone\b/, "iPhone", "phone"],
  [/\biPad\b/, "iPad", "tablet"],
  [/\bAndroid\b.*\bMobile\b/, "Android", "phone"],
  [/\bAndroid\b/, "Android", "tablet"],
  [/\bCrOS\b/, "ChromeOS", "desktop"],
  [/\bWindows\b/, "Windows", "desktop"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS", "desktop"],
  [/\bLinux\b|\bX11\b/, "Linux", "desktop"],
];

const programs: Readonly<Record<string, string>> = {
  curl: "curl",
  wget: "Wget",
  httpie: "HTTPie",
  postmanruntime: "Postman",
  insomnia: "Insomnia",
  "python-requests": "Python requests",
  "python-httpx": "Python httpx",
  "python-urllib": "Python",
  "go-http-client": "Go program",
  okhttp: "OkHttp",
  axios: "axios",
  node: "Node.js program",
  undici: "Node.js program",
};

/** Names the device and browser of a `User-Agent` header in words; what it claims, not what is proven. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent?.trim() ?? "";
  if (text === "") return { name: "Unknown device", kind: "unknown" };
  const browser = browsers.find(([pattern]) => pattern.test(text))?.[1];
  const system = systems.find(([pattern]) => pattern.test(text));
  if (browser && system) return { name: `${browser} on ${system[1]}`, kind: system[2] };
  if (browser) return { name: browser, kind: "unknown" };
  const product = /^([A-Za-z][\w.-]{0,39})/.exec(text)?.[1];
  if (product && product !== "Mozilla") return { name: programs[product.toLowerCase()] ?? product, kind: "program" };
  return system ? { name: system[1], kind: system[2] } : { name: "Unknown device", kind: "unknown" };
}
