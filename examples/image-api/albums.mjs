/** Albums with their images, in memory: each belongs to one customer, and nobody else's is ever found. */
export function openAlbums() {
  const images = new Map();
  const of = (owner, album) => [...images.values()].filter((one) => one.owner === owner && one.album === album);
  let drawn = 0;
  return {
    names: (owner) => [...new Set([...images.values()].filter((one) => one.owner === owner).map(({ album }) => album))],
    list: (owner, album) => of(owner, album).map(({ id, width, height, colour }) => ({ id, width, height, colour })),
    find: (owner, album, id) => of(owner, album).find((one) => one.id === id),
    draw(owner, album, { width, height, colour }) {
      drawn += 1;
      const image = { id: `image-${drawn}`, owner, album, width, height, colour };
      images.set(image.id, image);
      return { id: image.id, width, height, colour };
    },
    resize(image, { width, height }) {
      Object.assign(image, { width, height });
      return { id: image.id, width, height, colour: image.colour };
    },
  };
}

/** What a request wants drawn; null where it does not say so in numbers of 1 to 512 and a colour `#rrggbb`. */
export function wishOf({ width, height, colour = "#0b6e78" } = {}) {
  const fits = (side) => Number.isInteger(side) && side >= 1 && side <= 512;
  return fits(width) && fits(height) && /^#[0-9a-f]{6}$/.test(colour) ? { width, height, colour } : null;
}
