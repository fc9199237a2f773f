export async function benchPeers() {
  return "todo";
}
