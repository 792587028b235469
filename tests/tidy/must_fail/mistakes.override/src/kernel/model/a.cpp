struct A {
  virtual ~A() = default;
  virtual int f();
};
struct B : A {
  virtual int f();
};
