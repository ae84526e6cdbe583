/**
 * A descriptor's icon as an image. As an image it can run no script, load nothing and reach no style of the
 * page, whatever stands in it; used as a mask it takes the colour of the text around it.
 */
export function iconUri(svg: string): string {
  const parsed = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  if (parsed === null) return "";
  parsed.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const text = new XMLSerializer().serializeToString(parsed);
  return `url("data:image/svg+xml,${encodeURIComponent(text).replace(/'/g, "%27")}")`;
}
