// What the build makes of a page: its address.
declare module "*.html" {
  const address: string;
  export default address;
}
