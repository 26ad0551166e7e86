/* Prints what EDFlib, which checks a file against the specification, reads: one JSON object. */
#include <edflib.h>
#include <stdio.h>
#include <stdlib.h>

static void text(const char *s) {
  putchar('"');
  for (; *s; s++) {
    if (*s == '"' || *s == '\\') putchar('\\');
    if ((unsigned char)*s < 32) printf("\\u%04x", *s); else putchar(*s);
  }
  putchar('"');
}

int main(int argc, char **argv) {
  struct edf_hdr_struct h;
  if (argc != 2) return 2;
  if (edfopen_file_readonly(argv[1], &h, EDFLIB_READ_ALL_ANNOTATIONS)) {
    fprintf(stderr, "EDFlib refuses the file: %d\n", h.filetype);
    return 1;
  }
  printf("{\"filetype\":%d,\"start\":\"%04d-%02d-%02dT%02d:%02d:%02d\",\"subsecond\":%lld,", h.filetype,
    h.startdate_year, h.startdate_month, h.startdate_day, h.starttime_hour, h.starttime_minute,
    h.starttime_second, h.starttime_subsecond);
  printf("\"records\":%lld,\"recordDuration\":%lld,\"equipment\":", h.datarecords_in_file, h.datarecord_duration);
  text(h.equipment);
  printf(",\"signals\":[");
  for (int i = 0; i < h.edfsignals; i++) {
    struct edf_param_struct *p = &h.signalparam[i];
    double *values = malloc(p->smp_in_file * sizeof(double));
    int count = edfread_physical_samples(h.handle, i, (int)p->smp_in_file, values);
    printf("%s{\"label\":", i ? "," : "");
    text(p->label);
    printf(",\"transducer\":");
    text(p->transducer);
    printf(",\"unit\":");
    text(p->physdimension);
    printf(",\"min\":%.17g,\"max\":%.17g,\"perRecord\":%d,\"values\":[", p->phys_min, p->phys_max, p->smp_in_datarecord);
    for (int n = 0; n < count; n++) printf("%s%.17g", n ? "," : "", values[n]);
    printf("]}");
    free(values);
  }
  printf("],\"annotations\":[");
  for (int i = 0; i < h.annotations_in_file; i++) {
    struct edf_annotation_struct a;
    edf_get_annotation(h.handle, i, &a);
    printf("%s{\"onset\":%lld,\"duration\":%lld,\"text\":", i ? "," : "", a.onset, a.duration_l);
    text(a.annotation);
    printf("}");
  }
  printf("]}\n");
  edfclose_file(h.handle);
  return 0;
}
