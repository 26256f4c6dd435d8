/*
 * Other programs have files called pack.json, too. This tells them from those of Palette, as the server does
 * (analysis/pack/recognize.go), and says yes to what is being typed: the server decides then.
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

/** Whether a folder with these entries is a pack of Palette, whatever its pack.json says. */
export function isPackFolder(entries: Iterable<string>): boolean {
  for (const name of entries) {
    if (besides.has(name)) {
      return true;
    }
  }
  return false;
}

/**
 * Whether the text of a pack.json may be one of Palette's. With open, it is the text of an editor, whose author may be
 * about to write the keys that decide.
 */
export function mayBePack(text: string, open: boolean): boolean {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text.trim() === '' || text.includes('"'); // somebody is typing
  }
  if (Array.isArray(root)) {
    return root.length === 0;
  }
  if (typeof root !== 'object' || root === null) {
    return true;
  }
  const keys = Object.keys(root);
  const strange = Object.entries(root).filter(([key, value]) => !shared.has(key) && !isEmpty(value) && !isSlip(key));
  const own = keys.filter(key => shared.has(key)).length;
  return (
    keys.some(key => certain.has(key)) ||
    own >= 4 ||
    strange.length === 0 ||
    (open && strange.length === 1 && own > 0 && typeof strange[0]?.[1] === 'string')
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Whether key is one of Palette's apart from case, its end, and one letter or two neighbors. */
function isSlip(key: string): boolean {
  const typed = key.toLowerCase();
  return [...shared, ...certain].some(known => {
    const meant = known.toLowerCase();
    const short = Math.min(typed.length, meant.length);
    let prefix = 0;
    while (prefix < short && typed[prefix] === meant[prefix]) {
      prefix++;
    }
    let suffix = 0;
    while (suffix < short - prefix && typed.at(-1 - suffix) === meant.at(-1 - suffix)) {
      suffix++;
    }
    const left = typed.length - prefix - suffix;
    const more = meant.length - prefix - suffix;
    const swapped =
      left === 2 && more === 2 && typed[prefix] === meant[prefix + 1] && typed[prefix + 1] === meant[prefix];
    return prefix === typed.length || (left <= 1 && more <= 1) || swapped;
  });
}
