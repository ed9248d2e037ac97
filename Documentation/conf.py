# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx configuration of the manual: `make docs`."""
project = 'Hoist'
author = 'The Hoist developers'
copyright = author
extensions = []
master_doc = 'index'
exclude_patterns = ['_build', 'results']
html_theme = 'alabaster'
html_theme_options = {'description': 'A type-1 hypervisor that speaks the Xen ABI'}
html_copy_source = False
pygments_style = 'sphinx'
# What the headers' prototypes have besides C.
c_id_attributes = ['__noreturn', '__guest', '__iomem', '__packed', '__always_inline', '__init']
c_paren_attributes = ['__printf', '__aligned', '__section']
