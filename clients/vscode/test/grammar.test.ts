// The TextMate grammar, through the engine VS Code uses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as oniguruma from "vscode-oniguruma";
import { INITIAL, parseRawGrammar, Registry, type IGrammar } from "vscode-textmate";

const FILE = "syntaxes/smalltalk.tmLanguage.json";

const wasm = createRequire(`${process.cwd()}/`).resolve("vscode-oniguruma/release/onig.wasm");
const loaded = oniguruma.loadWASM(readFileSync(wasm)).then(
  () =>
    new Registry({
      onigLib: Promise.resolve(oniguruma),
      loadGrammar: async () => parseRawGrammar(readFileSync(FILE, "utf8"), FILE),
    }).loadGrammar("source.smalltalk") as Promise<IGrammar>,
);

/** The innermost scope, without its `.smalltalk`, of the first token that holds `part` in `code`. */
async function scopeOf(code: string, part: string): Promise<string> {
  const grammar = await loaded;
  const wanted = code.indexOf(part);
  assert.notEqual(wanted, -1, `${part} is not in the code`);
  let state = INITIAL;
  let start = 0;
  for (const line of code.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    const token = tokens.find(({ startIndex, endIndex }) => start + startIndex <= wanted && wanted < start + endIndex);
    if (token) return (token.scopes.at(-1) ?? "").replace(/\.smalltalk$/, "");
    state = ruleStack;
    start += line.length + 1;
  }
  throw new Error("past the end");
}

const TONEL = `"
I am a store; don't panic.
"
Class {
	#name : 'MgXStore',
	#superclass : #Object,
	#instVars : [
		'entries'
	]
}

{ #category : 'adding' }
MgXStore class >> at: aKey put: anEntry [

	<primitive: 60>
	| old |
	old := entries at: aKey ifAbsent: [ nil ].
	^ self notify: 'It''s ' , $' asString with: #at:put: with: 16rFF; yourself
]

{ #category : 'comparing' }
MgXStore >> = other [
	^ other isNil not
]
`;

const CHUNK = `'From Squeak6.0 of 5 July 2022'!
Object subclass: #MgXRight
	instanceVariableNames: 'owner'
	classVariableNames: ''
	poolDictionaries: ''
	category: 'MgX-Rights'!

!MgXRight commentStamp: 'mm 1/1/2026' prior: 0!
I don't like quotes!!
Neither does she.!

!MgXRight class methodsFor: 'instance creation' stamp: 'mm'!
owner: aName
	"wow!! a comment"
	^ self new setOwner: aName! !

!MgXRight methodsFor: 'accessing'!
owner
	^ owner! !
`;

for (const [language, code, part, scope] of [
  ["tonel", TONEL, "I am a store", "comment.block"],
  ["tonel", TONEL, "Class", "storage.type.class"],
  ["tonel", TONEL, "MgXStore", "entity.name.type.class"],
  ["tonel", TONEL, "Object", "entity.name.type.class"],
  ["tonel", TONEL, "entries'", "string.quoted.single"],
  ["tonel", TONEL, "class >>", "storage.modifier"],
  ["tonel", TONEL, "at: aKey", "entity.name.function"],
  ["tonel", TONEL, "aKey", "variable.parameter"],
  ["tonel", TONEL, "primitive:", "keyword.other.pragma"],
  ["tonel", TONEL, " old ", "variable.other.declaration"],
  ["tonel", TONEL, ":=", "keyword.operator.assignment"],
  ["tonel", TONEL, "ifAbsent:", "entity.name.function.message"],
  ["tonel", TONEL, "nil", "constant.language"],
  ["tonel", TONEL, "^", "keyword.control.return"],
  ["tonel", TONEL, "self", "variable.language"],
  ["tonel", TONEL, "''s", "constant.character.escape"],
  ["tonel", TONEL, "$'", "constant.character"],
  ["tonel", TONEL, "#at:put:", "constant.other.symbol"],
  ["tonel", TONEL, "16rFF", "constant.numeric.radix"],
  ["tonel", TONEL, "; yourself", "punctuation.separator.cascade"],
  ["tonel", TONEL, "= other [", "entity.name.function"],
  ["tonel", TONEL, "isNil not", "variable.other"],
  ["chunk", CHUNK, "From Squeak", "string.quoted.single"],
  ["chunk", CHUNK, "subclass:", "storage.type.class"],
  ["chunk", CHUNK, "MgXRight", "entity.name.type.class"],
  ["chunk", CHUNK, "I don't like", "comment.block.documentation"],
  ["chunk", CHUNK, "Neither does", "comment.block.documentation"],
  ["chunk", CHUNK, "class methodsFor", "storage.modifier"],
  ["chunk", CHUNK, "methodsFor:", "storage.type.chunk"],
  ["chunk", CHUNK, "instance creation", "string.quoted.single"],
  ["chunk", CHUNK, "owner: aName\n\t\"", "entity.name.function"],
  ["chunk", CHUNK, "a comment", "comment.block"],
  ["chunk", CHUNK, "setOwner:", "entity.name.function.message"],
  ["chunk", CHUNK, "! !", "punctuation.separator.chunk"],
  ["chunk", CHUNK, "owner\n\t^", "entity.name.function"],
] as const) {
  test(`${language}: ${JSON.stringify(part)} is ${scope}`, async () => assert.equal(await scopeOf(code, part), scope));
}
