import { expect, it, vi } from "vitest";
import { FormValues } from "./form-values";

const rows = () => new FormValues({ name: "", rows: [{ text: "a" }, { text: "b" }, { text: "c" }] });

it("a field deep in the form is set without touching what it does not belong to, and tells the change once", () => {
  const form = rows();
  const before = form.getValues();
  const told = vi.fn();
  form.subscribe(told);
  form.setValue("rows.1.text", "changed");
  form.setValue("rows.1.text", "changed");
  expect(form.getValues("rows.1.text")).toBe("changed");
  expect(form.getValues().rows[0]).toBe(before.rows[0]);
  expect(before.rows[1]).toEqual({ text: "b" });
  expect(told).toHaveBeenCalledTimes(1);
});

it("rows keep their names when one before them goes, and what was said of a place is gone with it", () => {
  const form = rows();
  const names = form.rowIds("rows");
  form.setProblems({ "rows.0.text": "Must not be empty", name: "Must not be empty" });
  form.setRows("rows", form.getValues("rows").slice(1), names.slice(1));
  expect(form.rowIds("rows")).toEqual(names.slice(1));
  expect(form.problems()).toEqual({ name: "Must not be empty" });
});

it("it differs from its beginning until that is typed again, and after a reset from the new one", () => {
  const form = rows();
  form.setValue("name", "x");
  expect(form.isDirty()).toBe(true);
  form.setValue("name", "");
  expect(form.isDirty()).toBe(false);
  form.reset({ name: "y", rows: [] });
  expect([form.isDirty(), form.getValues("name"), form.rowIds("rows")]).toEqual([false, "y", []]);
});
