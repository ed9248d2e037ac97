// SPDX-License-Identifier: GPL-2.0-only
/* The options com1= and com2=. */
#include <hyp/uart.h>

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

/* "115200", "115200/1843200", "auto": moves @s behind it. */
static int parse_rate(const char **s, struct uart_settings *set)
{
	char *end;

	if (str_has_prefix(*s, "auto")) {
		set->baud = 0;
		*s += 4;
		return 0;
	}
	set->baud = parse_ull(*s, &end, 10);
	if (end == *s || set->baud < 50 || set->baud > 4000000)
		return -EINVAL;
	*s = end;
	if (**s != '/')
		return 0;
	set->clock = parse_ull(*s + 1, &end, 0);
	if (set->clock < set->baud * 16)
		return -EINVAL;
	*s = end;
	return 0;
}

/* "8n1" */
static int parse_frame(const char **s, struct uart_settings *set)
{
	const char *p = *s;

	if (p[0] < '5' || p[0] > '8' || !p[1] || !strchr("noems", p[1]) ||
	    (p[2] != '1' && p[2] != '2'))
		return -EINVAL;
	set->data_bits = p[0] - '0';
	set->parity = p[1];
	set->stop_bits = p[2] - '0';
	*s = p + 3;
	return 0;
}

static int parse_number(const char **s, unsigned long long max, unsigned long long *res)
{
	char *end;

	*res = parse_ull(*s, &end, 0);
	if (end == *s || *res > max)
		return -EINVAL;
	*s = end;
	return 0;
}

/* Field @nr at *@s, which is not empty. */
static int parse_field(unsigned int nr, const char **s, struct uart_settings *set)
{
	unsigned long long val;
	int err;

	switch (nr) {
	case 0:
		return parse_rate(s, set);
	case 1:
		return parse_frame(s, set);
	case 2:
		err = parse_number(s, 0xfff8, &val);
		if (!err)
			set->io = val;
		return err;
	case 3:
		err = parse_number(s, 15, &val);
		if (!err)
			set->irq = val;
		return err;
	default:
		return -EINVAL;
	}
}

int uart_parse(const char *arg, struct uart_settings *set)
{
	struct uart_settings new = *set;
	unsigned int nr;

	for (nr = 0; *arg; nr++) {
		if (nr > 3 || (*arg != ',' && parse_field(nr, &arg, &new)))
			return -EINVAL;
		if (*arg == ',')
			arg++;
		else if (*arg)
			return -EINVAL;
	}
	*set = new;
	return 0;
}
