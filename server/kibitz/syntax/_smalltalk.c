// The Smalltalk grammar as a Python module: `language()` gives the capsule that
// `tree_sitter.Language` takes. Stable ABI, so one wheel serves every Python from 3.11.

#include <Python.h>

typedef struct TSLanguage TSLanguage;

const TSLanguage *tree_sitter_smalltalk(void);

static PyObject *language(PyObject *module, PyObject *arguments) {
  (void)module;
  (void)arguments;
  return PyCapsule_New((void *)tree_sitter_smalltalk(), "tree_sitter.Language", NULL);
}

static PyMethodDef methods[] = {
    {"language", language, METH_NOARGS, "The tree-sitter language, in a capsule."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_smalltalk",
    .m_doc = "The Smalltalk grammar.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__smalltalk(void) { return PyModuleDef_Init(&module); }
