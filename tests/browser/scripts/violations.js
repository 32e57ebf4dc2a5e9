// How many places break a rule, as axe-core counts them.
async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.reduce((sum, one) => sum + one.nodes.length, 0);
}
