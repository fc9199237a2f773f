import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { FileField } from "./file-field";

/** Chooses a file of these bytes, and returns what the field says of it. */
async function choose(...bytes: number[]): Promise<{ texts: string[]; problems: string[] }> {
  return chooseFile(new File([Uint8Array.from(bytes)], "names.csv"));
}

async function chooseFile(file: File): Promise<{ texts: string[]; problems: string[] }> {
  const told = { texts: [] as string[], problems: [] as string[] };
  renderPage(
    <FileField onText={(text) => told.texts.push(text)} onProblem={(problem) => told.problems.push(problem)} />,
  );
  await userEvent.upload(screen.getByLabelText("File"), file);
  await waitFor(() => expect(told.texts.length + told.problems.length).toBe(1));
  return told;
}

it("says which encoding a file was read in that is not UTF-8, and reads it in another on demand", async () => {
  const { texts } = await choose(0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0);
  const encoding = await screen.findByRole("combobox", { name: "Encoding" });
  expect(texts).toEqual(["Ìîñêâà"]);
  await userEvent.selectOptions(encoding, "windows-1251");
  expect(texts.at(-1)).toBe("Москва");
});

it("asks nothing about a file of UTF-8", async () => {
  const { texts } = await choose(...Buffer.from("name\nJosé"));
  expect(texts).toEqual(["name\nJosé"]);
  expect(screen.queryByRole("combobox", { name: "Encoding" })).toBeNull();
});

it("refuses a workbook with the way to mend it", async () => {
  const { texts, problems } = await choose(0x50, 0x4b, 3, 4);
  expect(texts).toEqual([]);
  expect(problems).toEqual([expect.stringContaining("Save it as CSV")]);
});

it("says that a file which is gone since it was chosen could not be read", async () => {
  const file = new File(["name"], "names.csv");
  // A browser reads it only now, as of a file that was moved or changed meanwhile.
  file.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"));
  expect(await chooseFile(file)).toEqual({ texts: [], problems: ["The file could not be read; choose it again"] });
});
