import js from '@eslint/js';

/** Names and types are checked by TypeScript, the form by Prettier; this looks for what neither of them sees. */
export default [
  {
    ...js.configs.recommended,
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...js.configs.recommended.rules,
      // TypeScript knows the names that browsers and Node give.
      'no-undef': 'off',
      'array-callback-return': 'error',
      complexity: ['error', 15],
      curly: ['error', 'multi-line'],
      'default-case-last': 'error',
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      'max-len': ['error', { code: 120, ignoreUrls: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-alert': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implicit-coercion': 'error',
      'no-implied-eval': 'error',
      'no-multi-assign': 'error',
      'no-nested-ternary': 'error',
      'no-new-func': 'error',
      'no-param-reassign': 'error',
      'no-return-assign': 'error',
      'no-sequences': 'error',
      'no-shadow': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-unused-expressions': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'one-var': ['error', 'never'],
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    // NB. What comes from the network is shown as text: nothing of it may become an element or a script.
    files: ['JitPortal/wwwroot/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write', 'writeln'].map(property => ({
          property,
          message: 'Use textContent or append: texts come from scanned machines.',
        })),
      ],
    },
  },
  { files: ['JitPortal/wwwroot/js/theme.js'], languageOptions: { sourceType: 'script' } },
  // A suite of tests is one function.
  { files: ['JitPortal.Tests/JavaScript/**'], rules: { 'max-lines-per-function': 'off' } },
];
