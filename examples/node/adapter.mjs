// A git workflow in JavaScript, and the protocol through which gitscen asks it. Node.js, no packages.
// Paths stay as git quotes them from one command to the next, so that any name comes through.

import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

let workspace, remote, limit; // the seconds that one git command may take, if the story says so

function attempt(args, input = "") {
  return spawnSync("git", args, { cwd: workspace, input, encoding: "utf8", timeout: limit && limit * 1000 });
}

function git(args, input) {
  const done = attempt(args, input);
  if (done.status !== 0) throw failure(args, done);
  return done.stdout.trimEnd();
}

function failure(args, { stdout, stderr, signal }) {
  return new Error(`git ${args.join(" ")}: ${stderr.trim() || stdout.trim() || `ended by ${signal}`}`);
}

// A command on paths that are given as git quotes them: any bytes, and no patterns.
const gitOn = (paths, ...args) => git(["--literal-pathspecs", ...args, "--pathspec-from-file=-"], paths.join("\n"));

const lines = (text) => text.split("\n").filter(Boolean);
const succeeds = (...args) => attempt(args).status === 0;
const currentBranch = () => git(["branch", "--show-current"]);
const status = () => lines(git(["status", "--porcelain", "--untracked-files=all"]));
const label = (branch) => `parked on ${branch}`;

// Uncommitted work is parked with its branch, and comes back with it.
function goTo(branch, start) {
  const here = currentBranch();
  if (here === branch) return;
  if (status().length > 0) git(["stash", "push", "--include-untracked", "--message", label(here)]);
  if (succeeds("show-ref", "--verify", "--quiet", `refs/heads/${branch}`)) git(["switch", "--no-guess", branch]);
  else if (succeeds("show-ref", "--verify", "--quiet", `refs/remotes/${remote}/${branch}`)) {
    git(["switch", "--create", branch, "--track", `${remote}/${branch}`]);
  } else git(["switch", "--create", branch, "--no-track", start ?? `refs/remotes/${remote}/HEAD`]);
  const parked = lines(git(["stash", "list", "--format=%gd %gs"])).find((entry) => entry.endsWith(`: ${label(branch)}`));
  if (parked) git(["stash", "pop", "--index", parked.split(" ")[0]]);
}

function commit(message, paths) {
  if (paths) {
    gitOn(paths, "add", "--all");
    gitOn(paths, "commit", "--message", message);
  } else {
    git(["add", "--all"]);
    if (status().length > 0) git(["commit", "--message", message]);
  }
}

// Fetch and merge; where the two sides clash, the local one wins.
function integrate(branch) {
  git(["fetch", remote, `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`]);
  const merge = ["merge", "--no-edit", `refs/remotes/${remote}/${branch}`];
  const done = attempt(merge);
  if (done.status === 0) return [];
  if (unmerged().length === 0) throw failure(merge, done);
  return resolve();
}

function unmerged() {
  return status().filter((line) => /^(.U|U.|AA|DD) /.test(line)).map((line) => [line.slice(0, 2), line.slice(3)]);
}

function resolve() {
  const conflicts = unmerged();
  const merging = succeeds("rev-parse", "--verify", "--quiet", "MERGE_HEAD");
  if (!merging && conflicts.length > 0) throw new Error("only a merge can be resolved here: elsewhere ours is not local");
  for (const [kind, path] of conflicts) {
    if (kind[0] === "D") gitOn([path], "rm", "--quiet");
    else {
      if (kind !== "UD") gitOn([path], "checkout", "--ours");
      gitOn([path], "add");
    }
  }
  if (merging) git(["commit", "--no-edit"]);
  return conflicts.map(([kind, path]) => ({ path, kind, kept: "local" }));
}

function push() {
  const branch = currentBranch();
  const upload = ["push", remote, `refs/heads/${branch}:refs/heads/${branch}`];
  for (let tries = 1, resolved = []; ; tries++) {
    const done = attempt(upload);
    if (done.status === 0) return resolved;
    if (tries === 3 || !/\((fetch first|non-fast-forward)\)/.test(done.stderr)) throw failure(upload, done);
    resolved = resolved.concat(integrate(branch));
  }
}

const OPERATIONS = {
  switch: (request) => goTo(request.branch, request.start),
  commit: (request) => commit(request.message, request.paths),
  sync: (request) => integrate(request.source ?? currentBranch()),
  push,
  resolve,
};

function answer(request) {
  if (request.op === "hello") {
    const policies = { switch: ["park"], sync: ["merge"] };
    return { gitscen: 1, name: "node workflow 1.0", operations: Object.keys(OPERATIONS), policies };
  }
  if (request.op === "open") ({ workspace, remote, limit } = request);
  if (request.op === "open" || request.op === "close") return { status: "done" };
  const operation = OPERATIONS[request.op];
  if (!operation) return { status: "unsupported", reason: `there is no ${request.op}` };
  try {
    const resolved = operation(request) ?? [];
    return resolved.length > 0 ? { status: "resolved", resolved } : { status: "done" };
  } catch (error) {
    return { status: "failed", reason: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(answer(request)));
  if (request.op === "close") break;
}
