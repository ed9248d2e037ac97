// SPDX-License-Identifier: GPL-2.0-only
/* The hypervisor's command line; see <hyp/param.h>. */
#include <hyp/param.h>

#include <hyp/printk.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define WORD_SIZE	256

bool cmdline_next_word(const char **pos, char *word, size_t size)
{
	const char *p = *pos;
	size_t len = 0;
	bool quoted = false;

	while (isspace(*p))
		p++;
	if (!*p) {
		*pos = p;
		return false;
	}
	for (; *p && (quoted || !isspace(*p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (len + 1 < size)
			word[len++] = *p;
	}
	word[len] = '\0';
	*pos = p;
	return true;
}

int param_bool(const char *value)
{
	bool res;

	if (!*value)
		return 1;
	return kstrtobool(value, &res) ? -1 : res;
}

u64 param_size(const char *value, const char **end)
{
	char *p;
	u64 bytes = memparse(value, &p);

	if (p != value && isdigit(p[-1]))
		bytes = bytes > (U64_MAX >> 10) ? U64_MAX : bytes << 10;
	*end = p;
	return bytes;
}

static int set_bool(const struct boot_param *opt, const char *value)
{
	int val = param_bool(value);

	if (val < 0)
		return -EINVAL;
	*(bool *)opt->var = val;
	return 0;
}

/* The largest value that the option's variable may take. */
static u64 uint_max(const struct boot_param *opt)
{
	return opt->max ?: ~0ULL >> (64 - 8 * opt->size);
}

static void store_uint(void *var, unsigned int bytes, u64 val)
{
	memcpy(var, &val, bytes);	/* little-endian: the low bytes come first */
}

static int set_uint(const struct boot_param *opt, const char *value)
{
	u64 val, used;
	int rc = kstrtoull(value, 0, &val);

	if (rc == -ERANGE)
		val = U64_MAX;
	else if (rc)
		return rc;
	used = clamp_t(u64, val, opt->min, uint_max(opt));
	store_uint(opt->var, opt->size, used);
	if (rc || used != val)
		pr_warn("command line: %s=%s is out of range, %llu is used\n", opt->name, value,
			used);
	return 0;
}

static int set_size(const struct boot_param *opt, const char *value)
{
	const char *end;
	u64 bytes = param_size(value, &end);

	if (end == value || *end)
		return -EINVAL;
	*(u64 *)opt->var = bytes;
	return 0;
}

static int set_string(const struct boot_param *opt, const char *value)
{
	if (strscpy(opt->var, value, opt->size) < 0)
		pr_warn("command line: %s is cut off after %u bytes\n", opt->name,
			opt->size - 1);
	return 0;
}

static int set_option(const struct boot_param *opt, const char *value)
{
	switch (opt->kind) {
	case PARAM_KIND_BOOL:
		return set_bool(opt, value);
	case PARAM_KIND_UINT:
		return set_uint(opt, value);
	case PARAM_KIND_SIZE:
		return set_size(opt, value);
	case PARAM_KIND_STRING:
		return set_string(opt, value);
	case PARAM_KIND_CALL:
		return opt->fn(value);
	}
	return -EINVAL;
}

static const struct boot_param *
find_option(const char *name, const struct boot_param *table, size_t entries)
{
	size_t i;

	for (i = 0; i < entries; i++) {
		if (!strcmp(name, table[i].name))
			return table + i;
	}
	return NULL;
}

/* What `no-name` can be said to: others keep the prefix in their name. */
static const struct boot_param *
find_negated(const char *name, const struct boot_param *table, size_t entries)
{
	const struct boot_param *opt;

	if (strncmp(name, "no-", 3))
		return NULL;
	opt = find_option(name + 3, table, entries);
	return opt && (opt->kind == PARAM_KIND_BOOL || opt->kind == PARAM_KIND_CALL) ? opt : NULL;
}

static void parse_word(char *word, const struct boot_param *table, size_t entries)
{
	char *value = strchr(word, '=');
	const struct boot_param *opt;

	if (value)
		*value++ = '\0';
	opt = find_option(word, table, entries);
	if (!opt && !value) {
		opt = find_negated(word, table, entries);
		if (opt)
			value = "no";
	}
	if (!opt) {
		pr_warn("command line: unknown option %s\n", word);
		return;
	}
	if (set_option(opt, value ?: ""))
		pr_warn("command line: bad value \"%s\" of %s is ignored\n", value ?: "",
			opt->name);
}

void params_parse_table(const char *text, const struct boot_param *table, size_t entries)
{
	char word[WORD_SIZE];

	while (cmdline_next_word(&text, word, sizeof(word)) && strcmp(word, "--"))
		parse_word(word, table, entries);
}

#ifndef HYP_HOST_TEST
extern const struct boot_param __start_params[], __stop_params[];

void __init params_parse(const char *text)
{
	params_parse_table(text, __start_params, __stop_params - __start_params);
}
#endif
