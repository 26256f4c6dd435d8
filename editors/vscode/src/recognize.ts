/*
 * Other programs have files called pack.json, too. This tells them from those of Palette, as the server does
 * (analysis/pack/recognize.go), and says yes when in doubt: the server decides then.
 */

/** Files and folders of a pack that are not next to the pack.json of another program. */
const besides = new Set(['values.yaml', 'schema.yaml', 'presets.yaml', 'charts', 'manifests']);

/** Keys that only Palette's pack.json has. */
const certain = new Set([
  'layer', 'addonType', 'addonSubType', 'cloudTypes', 'cloudType', 'kubeManifests', 'ansibleRoles',
]);

/** Keys that Palette's pack.json has, too. */
const shared = new Set([
  'name', 'displayName', 'version', 'group', 'annotations', 'eol', 'charts', 'constraints', 'commit_msg', 'kubeVersion',
  'readme', '$schema',
]);

/** How many other keys make a pack.json one of another program. Fewer may be slips of an author who is beginning. */
const foreign = 3;

/** Whether a folder with these entries is a pack of Palette, whatever its pack.json says. */
export function isPackFolder(entries: Iterable<string>): boolean {
  for (const name of entries) {
    if (besides.has(name)) {
      return true;
    }
  }
  return false;
}

/** Whether the text of a pack.json may be one of Palette's. */
export function mayBePack(text: string): boolean {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return true; // somebody is typing
  }
  if (Array.isArray(root)) {
    return root.length === 0;
  }
  if (typeof root !== 'object' || root === null) {
    return true;
  }
  const keys = Object.keys(root);
  const strange = keys.filter(key => !shared.has(key)).length;
  return keys.some(key => certain.has(key)) || keys.length - strange >= 4 || strange < foreign;
}
