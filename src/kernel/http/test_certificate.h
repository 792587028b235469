// Certificates for tests: made on the spot, signed by themselves, written as PEM files.
//
// Test code only; owned by one test.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace stoa::http {

// A new pair of key and certificate for `name`, as PEM text.
struct TestPair {
  std::string certificate, key;
  std::string locked_key;  // behind a pass phrase

  explicit TestPair(const std::string& name) {
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
    std::unique_ptr<X509, void (*)(X509*)> x509(X509_new(), X509_free);
    X509_set_version(x509.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
    auto subject = X509_get_subject_name(x509.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(x509.get(), subject);
    X509_set_pubkey(x509.get(), pair.get());
    if (X509_sign(x509.get(), pair.get(), EVP_sha256()) == 0) throw std::runtime_error("X509_sign");
    certificate = pem([&](BIO* out) { PEM_write_bio_X509(out, x509.get()); });
    key = pem([&](BIO* out) { write_key(out, pair.get(), {}); });
    locked_key = pem([&](BIO* out) { write_key(out, pair.get(), "a pass phrase"); });
  }

 private:
  static void write_key(BIO* out, EVP_PKEY* key, std::string_view phrase) {
    PEM_write_bio_PrivateKey(out, key, phrase.empty() ? nullptr : EVP_aes_128_cbc(),
                             reinterpret_cast<const unsigned char*>(phrase.data()),
                             static_cast<int>(phrase.size()), nullptr, nullptr);
  }

  template <class Write>
  static std::string pem(Write write) {
    std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free_all);
    write(out.get());
    char* data = nullptr;
    auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }
};

// A folder of its own with the files of a pair, which goes with the test.
class TestCertificate {
 public:
  explicit TestCertificate(const std::string& name = "localhost") {
    std::string pattern = (std::filesystem::temp_directory_path() / "stoa-tls-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp");
    folder_ = pattern;
    put(TestPair(name));
  }
  ~TestCertificate() { std::filesystem::remove_all(folder_); }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  std::filesystem::path certificate() const { return folder_ / "cert.pem"; }
  std::filesystem::path key() const { return folder_ / "key.pem"; }

  // As tools do it: a new file takes the place of the old one.
  void put(const TestPair& pair) const {
    replace(certificate(), pair.certificate);
    replace(key(), pair.key);
  }
  static void replace(const std::filesystem::path& file, const std::string& text) {
    auto next = file;
    next += ".new";
    std::ofstream(next) << text;
    std::filesystem::rename(next, file);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace stoa::http
