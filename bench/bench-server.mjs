export async function benchServer() {
  return "todo";
}
