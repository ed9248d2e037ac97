// SPDX-License-Identifier: GPL-2.0-only
/* The C library side of the host tests; see host.h, which this file cannot include. */
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void host_print(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

void __attribute__((noreturn)) host_exit(int status)
{
	exit(status);
}

void *host_alloc(size_t bytes)
{
	return calloc(1, bytes ? bytes : 1);
}

void *host_alloc_aligned(size_t bytes, size_t align)
{
	void *p = aligned_alloc(align, bytes);

	if (p)
		memset(p, 0, bytes);
	return p;
}

void host_free(void *p)
{
	free(p);
}

unsigned long long host_time_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static char tmp_path[64];

static void remove_tmp(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", tmp_path);
	if (system(command))
		fprintf(stderr, "%s is left behind\n", tmp_path);
}

const char *host_tmp(void)
{
	if (!tmp_path[0]) {
		strcpy(tmp_path, "/tmp/hoist-test-XXXXXX");
		if (!mkdtemp(tmp_path))
			exit(4);
		atexit(remove_tmp);
	}
	return tmp_path;
}

static FILE *open_file(const char *path, const char *mode)
{
	char full[512];

	snprintf(full, sizeof(full), path[0] == '/' ? "%s%s" : "%s/%s",
		 path[0] == '/' ? "" : host_tmp(), path);
	return fopen(full, mode);
}

void *host_read_file(const char *path, size_t *len)
{
	FILE *f = open_file(path, "rb");
	char *data;

	if (!f)
		return NULL;
	fseek(f, 0, SEEK_END);
	*len = ftell(f);
	rewind(f);
	data = malloc(*len ? *len : 1);
	if (data && fread(data, 1, *len, f) != *len) {
		free(data);
		data = NULL;
	}
	fclose(f);
	return data;
}

bool host_write_file(const char *path, const void *data, size_t len)
{
	FILE *f = open_file(path, "wb");
	bool done = f && fwrite(data, 1, len, f) == len;

	if (f)
		done &= !fclose(f);
	return done;
}

int host_run(const char *command)
{
	char *line = malloc(strlen(command) + 96);
	int status;

	if (!line)
		return -1;
	sprintf(line, "cd %s && { %s\n}", host_tmp(), command);
	status = system(line);
	free(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct thread {
	pthread_t id;
	void (*fn)(void *arg);
	void *arg;
};

static void *thread_main(void *arg)
{
	struct thread *thread = arg;

	thread->fn(thread->arg);
	return NULL;
}

void *host_thread_start(void (*fn)(void *arg), void *arg)
{
	struct thread *thread = malloc(sizeof(*thread));

	if (!thread)
		exit(1);
	thread->fn = fn;
	thread->arg = arg;
	if (pthread_create(&thread->id, NULL, thread_main, thread))
		exit(1);
	return thread;
}

void host_thread_join(void *p)
{
	struct thread *thread = p;

	pthread_join(thread->id, NULL);
	free(thread);
}

void host_yield(void)
{
	sched_yield();
}
