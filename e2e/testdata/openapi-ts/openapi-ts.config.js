export default { input: 'openapi.yaml', output: { path: 'client', module: { extension: '.js' } }, logs: { file: false } };
