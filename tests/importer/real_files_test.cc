#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdio>
#include "tests/importer/recording_sink.h"
namespace oxus::importer {
TEST(Probe, Print) {
  for (const char* f : {"gdelt/20180101000000.export.CSV","gdelt/gdelt2_first_rows_2015-02-18_and_2020-03-18.CSV","gdelt/20151207.export.first5000.CSV.gz","gdelt/gdelt2_events_headered_2017_05_06_07.csv.gz","ucdp/ucdp_ged_v23_1_sample_part1.csv","ucdp/ucdp_ged_v24_1_myanmar.csv.gz"}) {
    ImportResult r = ImportSample(f);
    printf("%s %s\n rows %lu sent %lu errors %lu\n", f, r.status.ToString().c_str(), r.report.rows_read, r.report.submissions, r.report.row_errors);
    for (auto& [k,v] : r.report.skipped) printf("  skip %s: %lu\n", k.c_str(), v);
    for (auto& [k,v] : r.report.notes) printf("  note %s: %lu\n", k.c_str(), v);
    std::map<std::string,int> e; for (auto& x : r.sink.errors) e[x.column+": "+x.reason]++;
    for (auto& [k,v] : e) printf("  ERR %s: %d\n", k.c_str(), v);
    if (!r.sink.submissions.empty()) printf("%s\n", r.sink.submissions[1].DebugString().c_str());
  }
}
}
