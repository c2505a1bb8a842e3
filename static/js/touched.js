// Whether a control differs from what the server rendered: somebody used it, or the browser restored it.

export const isTouched = ({ name, value, defaultValue, checked, defaultChecked }) =>
  name && (value !== (defaultValue ?? value) || checked !== defaultChecked);
