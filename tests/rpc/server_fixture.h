#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "grpcpp/channel.h"
#include "oxus/v1/admin_service.grpc.pb.h"
#include "oxus/v1/ingest_service.grpc.pb.h"
#include "oxus/v1/query_service.grpc.pb.h"
#include "server/rpc/rpc_server.h"
#include "tests/rpc/fake_commit_log.h"
#include "tests/rpc/stub_store.h"

namespace oxus::rpc {

// A server on a free port over a fake log and a stub store, with a client.
class ServerFixture : public testing::Test {
 protected:
  ServerFixture();
  ~ServerFixture() override;

  // To be called once, before anything else.
  void Start();
  // Shuts the server down, then what it works with, as the application does.
  void Stop(std::chrono::milliseconds grace);

  std::shared_ptr<grpc::Channel> NewChannel() const;
  std::unique_ptr<oxus::v1::IngestService::Stub> NewIngestStub() const {
    return oxus::v1::IngestService::NewStub(NewChannel());
  }
  // What grpc.health.v1.Health/Check answers: 1 SERVING, 2 NOT_SERVING; -1 when the call failed.
  int HealthOf(const std::string& service) const;
  uint32_t OpenStreams() const;

  static oxus::v1::IngestRequest Batch(uint64_t id, size_t summary_bytes = 0);

  RpcServerOptions options_;
  StubStore store_;
  FakeCommitLog log_;
  runtime::SystemClock clock_;
  std::unique_ptr<runtime::Logger> logger_;
  std::unique_ptr<query::QueryEngine> engine_;
  std::unique_ptr<runtime::WorkerPool> ingest_workers_;
  std::unique_ptr<runtime::WorkerPool> query_workers_;
  std::unique_ptr<runtime::WorkerPool> admin_workers_;
  std::unique_ptr<RpcServer> server_;
};

// The ErrorInfo in a status; empty when there is none.
google::rpc::ErrorInfo InfoOf(const grpc::Status& status);

// What protoc gives for a field of this number: tag, length, bytes.
std::string LengthDelimited(int field, const std::string& bytes);

}  // namespace oxus::rpc
