// Prints what libxdf reads: one JSON object.
#include <cstdio>
#include <xdf.h>

static void text(const std::string &s) {
  putchar('"');
  for (unsigned char c : s) {
    if (c == '"' || c == '\\') putchar('\\');
    if (c < 32) printf("\\u%04x", c); else putchar(c);
  }
  putchar('"');
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  Xdf xdf;
  if (xdf.load_xdf(argv[1]) != 0) return 1;
  printf("{\"version\":%.1f,\"header\":", xdf.version);
  text(xdf.fileHeader);
  printf(",\"streams\":[");
  for (size_t i = 0; i < xdf.streams.size(); i++) {
    auto &s = xdf.streams[i];
    printf("%s{\"name\":", i ? "," : "");
    text(s.info.name);
    printf(",\"type\":");
    text(s.info.type);
    printf(",\"format\":");
    text(s.info.channel_format);
    printf(",\"channelCount\":%d,\"rate\":%.17g,\"header\":", s.info.channel_count, s.info.nominal_srate);
    text(s.streamHeader);
    printf(",\"footer\":");
    text(s.streamFooter);
    printf(",\"channels\":[");
    for (size_t c = 0; c < s.info.channels.size(); c++) {
      printf("%s{", c ? "," : "");
      bool first = true;
      for (auto &field : s.info.channels[c]) {
        if (!first) putchar(',');
        first = false;
        text(field.first);
        putchar(':');
        text(field.second);
      }
      putchar('}');
    }
    printf("],\"offsets\":[");
    for (size_t n = 0; n < s.clock_values.size(); n++)
      printf("%s[%.17g,%.17g]", n ? "," : "", s.clock_times[n], s.clock_values[n]);
    printf("],\"times\":[");
    for (size_t n = 0; n < s.time_stamps.size(); n++) printf("%s%.17g", n ? "," : "", s.time_stamps[n]);
    printf("],\"values\":[");
    for (size_t c = 0; c < s.time_series.size(); c++) {
      printf("%s[", c ? "," : "");
      for (size_t n = 0; n < s.time_series[c].size(); n++) printf("%s%.9g", n ? "," : "", s.time_series[c][n]);
      putchar(']');
    }
    printf("]}");
  }
  printf("],\"events\":[");
  for (size_t i = 0; i < xdf.eventMap.size(); i++) {
    printf("%s[", i ? "," : "");
    text(xdf.eventMap[i].first.first);
    printf(",%.17g,%d]", xdf.eventMap[i].first.second, xdf.eventMap[i].second);
  }
  printf("]}\n");
  return 0;
}
