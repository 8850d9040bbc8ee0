/**
 * The grammar of o8 for editors.
 *
 * It follows `compiler/syntax`: which line ends separate, where brackets begin and end, and what is in a string is told by
 * the scanner (`src/scanner.c`). No word is reserved where a field is named; `name` says where that is.
 *
 * @file o8 grammar for tree-sitter
 * @license Apache-2.0 OR MIT
 */
/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const PRECEDENCE = {
  choice: -1,
  coalesce: 1,
  or: 2,
  and: 3,
  compare: 4,
  add: 5,
  multiply: 6,
  unary: 7,
  postfix: 8,
};

/**
 * Words that mean something at the beginning of a member and are names all the same before `=`, `+=`, `{`, `.` and `[`. The
 * other words need no mention: the lexer takes a word for a name wherever the grammar has no use for the word.
 */
const MEMBER_WORDS = [
  'let', 'param', 'where', 'emit', 'in', 'patch', 'unset', 'assert', 'if', 'match', 'true', 'false', 'null', 'assertFails',
];
const VALUE_WORDS = ['if', 'match', 'true', 'false', 'null', 'assertFails'];

const word = /[A-Za-z][A-Za-z0-9_]*(-+[A-Za-z0-9_]+)*/;

module.exports = grammar({
  name: 'o8',

  word: $ => $.identifier,

  // Documentation belongs to what follows it. Where nothing does, the compiler warns of it.
  extras: $ => [/[ \t\r\n]/, $.comment, $.doc_comment],

  externals: $ => [
    $._line_end,
    $._string_text,
    $._raw_string_text,
    $._block_text,
    $._raw_block_text,
    $._sign,
    $._minus,
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '${',
    $._interpolation_end,
    // Never in a rule: it is valid only while the parser recovers from an error.
    $._recovering,
  ],

  conflicts: $ => [
    [$._expression, $._path_head],
    [$._expression, $.type_name],
    [$.where_clause, $._member_word],
    [$.emit_member, $._member_word],
    [$.assert_member, $._member_word],
    [$.match_expression, $._member_word],
    [$.boolean, $._member_word],
    [$.null, $._member_word],
    [$._prefix, $.dangling_documentation],
    [$._expression, $._loop_name],
    [$._path_head, $.type_name, $._expression],
    [$._path_head, $.type_name],
  ],

  supertypes: $ => [$._declaration, $._member, $._expression, $._type, $._pattern],

  rules: {
    source_file: $ => seq(
      optional($._line_end),
      repeat(seq($.item, $._line_end)),
      optional(choice($.item, $.dangling_documentation)),
    ),

    comment: _ => token(choice(seq('//', /[^/\r\n][^\r\n]*/), '//', seq('////', /[^\r\n]*/))),
    doc_comment: _ => token(prec(1, choice('///', seq('///', /[^/\r\n][^\r\n]*/)))),

    // Declarations

    item: $ => seq(repeat($._prefix), optional('pub'), $._declaration),

    _prefix: $ => choice($.doc_comment, $.attribute),
    dangling_documentation: $ => repeat1($.doc_comment),

    attribute: $ => prec.right(seq('@', field('name', alias($._touching_name, $.identifier)), optional(field('arguments', $.arguments)))),

    _declaration: $ => choice(
      $.import_declaration,
      $.let_declaration,
      $.type_declaration,
      $.function_declaration,
      $.component_declaration,
      $.entity_declaration,
      $.extend_declaration,
      $.existing_declaration,
      $.retire_declaration,
      $.moved_declaration,
      $.test_declaration,
    ),

    import_declaration: $ => seq(
      'import',
      field('path', $.import_path),
      optional($._alias),
      optional(field('names', $.import_names)),
    ),
    import_path: _ => /[A-Za-z0-9][A-Za-z0-9_.\-]*(\/[A-Za-z0-9][A-Za-z0-9_.\-]*)*/,
    import_names: $ => braces($, $.imported_name),
    imported_name: $ => seq(field('name', $.identifier), optional($._alias)),
    _alias: $ => seq('as', field('alias', $.identifier)),

    let_declaration: $ => seq(
      'let',
      field('name', $.identifier),
      optional(seq(':', field('type', $._type))),
      '=',
      field('value', $._expression),
    ),

    type_declaration: $ => seq(
      'type',
      field('name', $.identifier),
      choice(
        field('body', $.type_body),
        seq('=', field('type', $._type), optional(field('refinement', $.where_clause))),
      ),
    ),
    type_body: $ => braces($, seq(repeat($._prefix), choice(
      $.field_declaration,
      $.where_clause,
      $.let_declaration,
      $.param_member,
      $.emit_member,
    ))),
    field_declaration: $ => seq(
      field('name', choice($.identifier, $._member_word)),
      ':',
      field('type', $._type),
      optional(seq('=', field('default', $._expression))),
    ),
    where_clause: $ => seq(
      'where',
      field('condition', $._expression),
      'else',
      field('message', $._expression),
    ),

    function_declaration: $ => seq(
      'fn',
      field('name', $.identifier),
      field('parameters', $.parameters),
      '->',
      field('result', $._type),
      '=',
      field('body', $._expression),
    ),
    parameters: $ => parentheses($.parameter),
    parameter: $ => seq(
      field('name', $.identifier),
      ':',
      field('type', $._type),
      optional(seq('=', field('default', $._expression))),
    ),

    component_declaration: $ => seq('component', field('name', $.identifier), field('body', $.block)),

    entity_declaration: $ => $._entity,
    extend_declaration: $ => seq('extend', $._entity),
    _entity: $ => seq(field('kind', $.identifier), field('name', $.identifier), field('body', $.block)),
    existing_declaration: $ => seq(
      'existing',
      field('kind', $.identifier),
      field('name', $.identifier),
      optional(field('body', $.block)),
    ),

    retire_declaration: $ => seq('retire', field('name', $.identifier), optional(seq('in', $._targets))),
    moved_declaration: $ => seq('moved', field('old', $.identifier), '->', field('new', $.identifier)),
    test_declaration: $ => seq('test', field('name', $.string), field('body', $.block)),

    _targets: $ => prec.right(list(field('target', $.target))),
    target: $ => choice(
      field('environment', $.identifier),
      seq('@', field('cluster', alias($._touching_name, $.identifier))),
      seq(
        field('environment', $.identifier),
        token.immediate('@'),
        field('cluster', alias($._touching_name, $.identifier)),
      ),
    ),

    // Members

    block: $ => braces($, seq(repeat($._prefix), $._member)),

    _member: $ => choice(
      $.let_declaration,
      $.set_member,
      $.append_member,
      $.open_member,
      $.unset_member,
      $.param_member,
      $.where_clause,
      $.emit_member,
      $.in_member,
      $.patch_member,
      $.assert_member,
      $.expression_member,
    ),

    set_member: $ => seq(field('path', $.path), '=', field('value', $._expression)),
    append_member: $ => seq(field('path', $.path), '+=', field('value', $._expression)),
    open_member: $ => prec.dynamic(1, choice(
      seq(field('path', $.path), field('body', $.block)),
      seq(field('path', alias($._keyed_path, $.path)), field('key', $._key), field('body', $.block)),
    )),
    unset_member: $ => seq('unset', field('path', $.path)),
    param_member: $ => seq('param', $.field_declaration),
    emit_member: $ => seq(
      'emit',
      optional(choice(seq('if', field('condition', $._expression), ':'), seq($.for_clause, ':'))),
      field('value', $._expression),
    ),
    in_member: $ => seq('in', $._targets, field('body', $.block)),
    patch_member: $ => seq(
      'patch',
      field('kind', $.type_name),
      optional(field('name', $.string)),
      field('body', $.block),
    ),
    assert_member: $ => seq('assert', field('condition', $._expression)),
    expression_member: $ => $._expression,

    path: $ => choice($._plain_path, seq($._member_word, repeat($._path_step))),
    // `emit Kind { … }` is no block of a field `emit`: a word of the language has no key behind it.
    _keyed_path: $ => $._plain_path,
    _plain_path: $ => seq($._path_head, repeat($._path_step)),
    _path_head: $ => choice($.identifier, $.string),
    _path_step: $ => choice(
      seq('.', field('field', $.identifier)),
      seq('[', optional($._line_end), field('key', $._expression), optional($._line_end), ']'),
    ),
    _key: $ => choice($.identifier, $.string),
    _member_word: $ => words($, MEMBER_WORDS),

    // Types

    _type: $ => choice($._single_type, $.union_type, $.function_type),
    _single_type: $ => choice(
      $.type_name,
      $.list_type,
      $.map_type,
      $.optional_type,
      $.parenthesized_type,
      $.literal,
    ),
    type_name: $ => prec.right(seq($.identifier, repeat(seq('.', $.identifier)))),
    list_type: $ => seq('[', optional($._line_end), $._type, optional($._line_end), ']'),
    map_type: $ => seq(
      '{', optional($._line_end),
      field('key', $._type), ':', field('value', $._type),
      optional(','), optional($._line_end), '}',
    ),
    optional_type: $ => seq($._single_type, '?'),
    union_type: $ => prec.left(1, seq($._type, '|', $._type)),
    function_type: $ => prec.right(seq(
      field('parameters', alias($._type_list, $.type_parameters)),
      '->',
      field('result', $._type),
    )),
    _type_list: $ => parentheses($._type),
    parenthesized_type: $ => seq('(', $._type, ')'),
    // As a type and as a pattern.
    literal: $ => choice($.string, $.number, seq(alias($._sign, '-'), $.number), $.boolean),

    // Expressions

    _expression: $ => choice(
      $.identifier,
      $._constant,
      $.string,
      $.list,
      $.list_comprehension,
      $.record,
      $.map_comprehension,
      $.field_expression,
      $.index_expression,
      $.call,
      $.with_expression,
      $.unary_expression,
      $.binary_expression,
      $.if_expression,
      $.match_expression,
      $.lambda,
      $.parenthesized_expression,
    ),

    _constant: $ => choice($.number, $.boolean, $.null),
    boolean: _ => choice('true', 'false'),
    null: _ => 'null',
    number: _ => {
      const digits = /[0-9]+(_[0-9]+)*/;
      const unit = /%|[A-DF-Za-df-z][A-Za-z0-9]*|[eE]([A-Za-z][A-Za-z0-9]*)?/;
      // What begins with `0x`, `0b` or `0o` is a number of another base, which o8 does not have.
      const unitOfZero = /%|[A-DF-WYZac-df-np-wyz][A-Za-z0-9]*|[xXbo]|[eE]([A-Za-z][A-Za-z0-9]*)?/;
      return token(choice(
        seq(/[1-9][0-9]*(_[0-9]+)*/, optional(seq('.', digits)), optional(unit)),
        seq('0.', digits, optional(unit)),
        seq('0', optional(unitOfZero)),
      ));
    },

    string: $ => choice(
      seq('"', repeat(choice($._string_text, $.escape, $.interpolation)), token.immediate('"')),
      seq('"""', repeat(choice($._block_text, $.escape, $.interpolation)), token.immediate('"""')),
      seq('r"', optional($._raw_string_text), token.immediate('"')),
      seq('r"""', optional($._raw_block_text), token.immediate('"""')),
    ),
    escape: _ => token.immediate(choice(/\\[nt"\\$]/, /\\u\{[0-9a-fA-F]{1,6}\}/)),
    interpolation: $ => seq('${', field('value', $._expression), alias($._interpolation_end, '}')),

    list: $ => brackets($, $._expression),
    list_comprehension: $ => seq(
      '[', optional($._line_end),
      $.for_clause, ':', field('value', $._expression),
      optional(','), optional($._line_end), ']',
    ),
    map_comprehension: $ => seq(
      '{', optional($._line_end),
      $.for_clause, ':', field('key', $._expression), '=>', field('value', $._expression),
      optional(','), optional($._line_end), '}',
    ),
    for_clause: $ => seq(
      'for',
      field('name', $._loop_name),
      optional(seq(',', field('name', $._loop_name))),
      'in',
      field('iterable', $._header),
      optional(seq('if', field('condition', $._expression))),
    ),
    _loop_name: $ => choice($.identifier, $.wildcard),
    wildcard: _ => '_',

    record: $ => choice(field('body', $.block), seq(field('type', $.type_name), field('body', $.block))),

    field_expression: $ => postfix($, $._expression, fieldOf),
    index_expression: $ => postfix($, $._expression, indexOf),
    with_expression: $ => postfix($, $._expression, withOf),
    call: $ => choice(
      prec.right(PRECEDENCE.postfix, seq(
        field('callee', $._expression),
        field('arguments', $.arguments),
        optional(field('body', $.block)),
      )),
      prec.right(PRECEDENCE.postfix, seq(
        field('callee', alias('assertFails', $.identifier)),
        field('arguments', $.arguments),
        optional(field('body', $.declarations)),
      )),
    ),
    declarations: $ => braces($, $.item),
    arguments: $ => parentheses($.argument),
    argument: $ => seq(optional(seq(field('name', choice($.identifier, words($, VALUE_WORDS))), '=')), field('value', $._expression)),

    unary_expression: $ => prec(PRECEDENCE.unary, unary($, $._expression)),
    binary_expression: $ => binary($, $._expression),

    if_expression: $ => prec.right(PRECEDENCE.choice, seq(
      'if', field('condition', $._expression),
      'then', field('consequence', $._expression),
      'else', field('alternative', $._expression),
    )),

    match_expression: $ => seq('match', field('value', $._header), field('arms', $.arms)),
    arms: $ => braces($, $.arm),
    arm: $ => seq(field('pattern', $._pattern), '=>', field('value', $._expression)),

    _pattern: $ => choice($.wildcard, $.null, $.literal, $.type_pattern, $.or_pattern),
    type_pattern: $ => seq(
      field('type', choice($.type_name, $.list_type, $.map_type, $.optional_type, $.parenthesized_type)),
      optional(field('name', $.identifier)),
    ),
    or_pattern: $ => prec.left(seq($._pattern, '|', $._pattern)),

    lambda: $ => prec.right(PRECEDENCE.choice, seq(
      field('parameters', choice($.identifier, $.wildcard, $.parameter_names)),
      '=>',
      field('body', $._expression),
    )),
    parameter_names: $ => parentheses($._loop_name),
    parenthesized_expression: $ => seq('(', $._expression, ')'),

    // What stands before a `{` that does not belong to it: a record of a named type and an `if` need parentheses there.

    _header: $ => choice(
      $.identifier,
      $._constant,
      $.string,
      $.list,
      $.list_comprehension,
      alias($._bare_record, $.record),
      $.map_comprehension,
      alias($._header_field, $.field_expression),
      alias($._header_index, $.index_expression),
      alias($._header_call, $.call),
      alias($._header_with, $.with_expression),
      alias($._header_unary, $.unary_expression),
      alias($._header_binary, $.binary_expression),
      $.match_expression,
      $.parenthesized_expression,
    ),
    _bare_record: $ => field('body', $.block),
    _header_field: $ => postfix($, $._header, fieldOf),
    _header_index: $ => postfix($, $._header, indexOf),
    _header_with: $ => postfix($, $._header, withOf),
    _header_call: $ => prec(PRECEDENCE.postfix, seq(field('callee', $._header), field('arguments', $.arguments))),
    _header_unary: $ => prec(PRECEDENCE.unary, unary($, $._header)),
    _header_binary: $ => binary($, $._header),

    _touching_name: _ => token.immediate(word),
    identifier: _ => word,
  },
});

/** Words of the language as names. */
function words($, list) {
  return choice(...list.map(word => alias(word, $.identifier)));
}

/** Things between braces, one a line or with commas between them. */
function braces($, rule) {
  return seq('{', optional($._line_end), lines($, rule, $.dangling_documentation), '}');
}

/** Things between square brackets. */
function brackets($, rule) {
  return seq('[', optional($._line_end), lines($, rule), ']');
}

/** Line ends and commas separate; the last thing may have one behind it. */
function lines($, rule, end = rule) {
  const separator = choice($._line_end, seq(',', optional($._line_end)));
  return seq(repeat(seq(rule, separator)), optional(end === rule ? rule : choice(rule, end)));
}

/** Between parentheses a line end is a blank. */
function parentheses(rule) {
  return seq('(', optional(seq(list(rule), optional(','))), ')');
}

function list(rule) {
  return seq(rule, repeat(seq(',', rule)));
}

function postfix($, base, suffix) {
  return prec(PRECEDENCE.postfix, suffix($, base));
}

function fieldOf($, base) {
  return seq(field('base', base), choice('.', '?.'), field('field', $.identifier));
}

function indexOf($, base) {
  return seq(field('base', base), '[', optional($._line_end), field('index', $._expression), optional($._line_end), ']');
}

function withOf($, base) {
  return seq(field('base', base), 'with', field('changes', $.block));
}

function unary($, operand) {
  return seq(field('operator', choice('!', alias($._sign, '-'))), field('operand', operand));
}

function binary($, operand) {
  const minus = alias($._minus, '-');
  const levels = [
    [PRECEDENCE.coalesce, '??'],
    [PRECEDENCE.or, '||'],
    [PRECEDENCE.and, '&&'],
    [PRECEDENCE.compare, choice('==', '!=', '<', '<=', '>', '>=', 'in')],
    [PRECEDENCE.add, choice('+', minus)],
    [PRECEDENCE.multiply, choice('*', '/')],
  ];
  return choice(...levels.map(([precedence, operator]) =>
    prec.left(precedence, seq(field('left', operand), field('operator', operator), field('right', operand)))));
}
